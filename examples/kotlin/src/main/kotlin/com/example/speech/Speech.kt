package com.example.speech

import io.github.cambtts.ErrorKind
import io.github.cambtts.RunId
import io.github.cambtts.SavedAudio
import io.github.cambtts.TtsException
import io.github.cambtts.TtsResults
import java.io.OutputStream
import java.nio.file.Path

/** What the application does with finished runs. Nothing that the library takes or returns is null, and Kotlin knows it. */
class Speech(private val results: TtsResults) {

    /** Saves a run's audio, whole or not at all; null if there is no such run. */
    fun save(run: Long, target: Path): SavedAudio? =
        try {
            results.save(RunId.of(run), target)
        } catch (e: TtsException) {
            if (e.kind() != ErrorKind.NOT_FOUND) throw e
            null
        }

    /** Streams a run's audio as it comes; returns how many bytes it had. */
    fun play(run: Long, speaker: OutputStream): Long = results.open(RunId.of(run)).use { it.transferTo(speaker) }
}
