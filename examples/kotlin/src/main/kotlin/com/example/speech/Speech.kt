package com.example.speech

import io.github.cambtts.ErrorKind
import io.github.cambtts.RunId
import io.github.cambtts.SavedAudio
import io.github.cambtts.TtsException
import io.github.cambtts.TtsResults
import java.io.OutputStream
import java.nio.file.Path

/** Saves and plays finished runs. The library takes and returns no nulls, and Kotlin checks this. */
class Speech(private val results: TtsResults) {

    /** Saves a run's complete audio; returns null if there is no such run. */
    fun save(run: Long, target: Path): SavedAudio? =
        try {
            results.save(RunId.of(run), target)
        } catch (e: TtsException) {
            if (e.kind() != ErrorKind.NOT_FOUND) throw e
            null
        }

    /** Streams a run's audio while it is received; returns the number of bytes. */
    fun play(run: Long, speaker: OutputStream): Long = results.open(RunId.of(run)).use { it.transferTo(speaker) }
}
