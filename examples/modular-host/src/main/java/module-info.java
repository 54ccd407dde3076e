/** A host application: it requires only the library; the command that starts it adds an adapter. */
module com.example.host {
    requires io.github.cambtts;
}
