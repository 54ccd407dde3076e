package io.github.cambtts;

/** The form in which the API returns a result (the {@code OutputType} schema of its OpenAPI document). */
public enum OutputType {
    /** The audio itself. The API's default. */
    RAW_BYTES("raw_bytes"),
    /** A presigned URL of the audio. */
    FILE_URL("file_url");

    private final String wireValue;

    OutputType(String wireValue) {
        this.wireValue = wireValue;
    }

    /**
     * Returns the value of the {@code output_type} parameter.
     *
     * @return {@code raw_bytes} or {@code file_url}
     */
    public String wireValue() {
        return wireValue;
    }
}
