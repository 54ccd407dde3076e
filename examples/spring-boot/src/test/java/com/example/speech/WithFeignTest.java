package com.example.speech;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "camb-tts.adapter=feign")
class WithFeignTest extends WithFakeServerCases {}
