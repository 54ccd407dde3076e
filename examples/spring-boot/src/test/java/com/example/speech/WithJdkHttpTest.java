package com.example.speech;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "camb-tts.adapter=jdkhttp")
class WithJdkHttpTest extends WithFakeServerCases {}
