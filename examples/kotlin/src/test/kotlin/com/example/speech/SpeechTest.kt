package com.example.speech

import io.github.cambtts.TtsResults
import io.github.cambtts.testkit.FakeCamb
import io.github.cambtts.testkit.FakeCambExtension
import io.github.cambtts.testkit.FakeCambServer
import java.io.ByteArrayOutputStream
import java.nio.file.Files
import java.nio.file.Path
import org.junit.jupiter.api.Assertions.assertArrayEquals
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.RegisterExtension
import org.junit.jupiter.api.io.TempDir

class SpeechTest {

    @Test
    fun aRunIsSavedAndPlayed(server: FakeCambServer, @TempDir directory: Path) = connected(server) { speech ->
        val file = directory.resolve("speech.flac")
        val speaker = ByteArrayOutputStream()

        val saved = speech.save(7, file)
        val played = speech.play(7, speaker)

        assertEquals(Files.size(file), saved?.bytes())
        assertEquals(saved?.bytes(), played)
        assertArrayEquals(Files.readAllBytes(file), speaker.toByteArray())
    }

    @Test
    fun aMissingRunIsNull(server: FakeCambServer, camb: FakeCamb, @TempDir directory: Path) = connected(server) { speech ->
        camb.run(8).notFound()

        assertNull(speech.save(8, directory.resolve("speech.flac")))
        assertFalse(Files.exists(directory.resolve("speech.flac")))
    }

    private fun connected(server: FakeCambServer, test: (Speech) -> Unit) =
        TtsResults.builder().apiKey("any").baseUrl(server.baseUrl()).build().use { test(Speech(it)) }

    companion object {
        @JvmField
        @RegisterExtension
        val FAKE = FakeCambExtension()
    }
}
