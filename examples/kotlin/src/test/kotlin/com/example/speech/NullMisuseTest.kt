package com.example.speech

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Files
import java.nio.file.Path
import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** The library's packages are `@NullMarked` (JSpecify), which Kotlin 2 enforces: passing null is a compile error. */
class NullMisuseTest {

    @TempDir
    lateinit var directory: Path

    @Test
    fun aNullArgumentDoesNotCompile() {
        val (exit, messages) = compile(
            """
            fun right(results: TtsResults) = results.save(RunId.of(7), Path.of("speech.flac"))
            fun wrong(results: TtsResults) = results.save(RunId.of(7), null)
            fun wrong(): RunId = RunId.parse(null)
            """,
        )

        assertEquals(ExitCode.COMPILATION_ERROR, exit, messages)
        assertEquals(listOf(5, 6), errorLines(messages), messages)
        assertTrue(messages.contains("non-null type 'java.nio.file.Path'") || messages.contains("non-null type 'Path'"), messages)
    }

    @Test
    fun whatIsReturnedNeedsNoNullCheck() {
        val (exit, messages) = compile("fun length(results: TtsResults): Int = results.link(RunId.of(7)).toString().length")

        assertEquals(ExitCode.OK, exit, messages)
        assertEquals(listOf<Int>(), errorLines(messages), messages)
    }

    private fun errorLines(messages: String) =
        Regex("""Snippet\.kt:(\d+):\d+: error:""").findAll(messages).map { it.groupValues[1].toInt() }.toList()

    private fun compile(code: String): Pair<ExitCode, String> {
        val imports = listOf("io.github.cambtts.RunId", "io.github.cambtts.TtsResults", "java.nio.file.Path")
        val source = directory.resolve("Snippet.kt")
        Files.writeString(source, imports.joinToString("\n") { "import $it" } + "\n" + code.trimIndent())
        val messages = ByteArrayOutputStream()
        val exit = PrintStream(messages).use {
            K2JVMCompiler().exec(
                it,
                "-no-stdlib",
                "-no-reflect",
                "-jvm-target",
                "17",
                "-classpath",
                System.getProperty("surefire.test.class.path") ?: System.getProperty("java.class.path"),
                "-d",
                directory.resolve("classes").toString(),
                source.toString(),
            )
        }
        return exit to messages.toString()
    }
}
