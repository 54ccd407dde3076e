/** A host application: it requires the library and leaves the choice of the adapter to who starts it. */
module com.example.host {
    requires io.github.cambtts;
}
