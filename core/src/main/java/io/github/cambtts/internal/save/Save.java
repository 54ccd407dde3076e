package io.github.cambtts.internal.save;

import io.github.cambtts.RecordingCheck;
import io.github.cambtts.SaveOptions;
import io.github.cambtts.SavedAudio;
import io.github.cambtts.TtsException;
import io.github.cambtts.internal.call.Call;
import io.github.cambtts.internal.call.RetryLoop;
import io.github.cambtts.internal.http.Exchanges;
import io.github.cambtts.internal.http.ResultEndpoint;
import io.github.cambtts.internal.http.Storage;
import io.github.cambtts.internal.recording.Format;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.Path;
import java.util.Optional;

/** One save, to a file or to a stream. */
public final class Save {

    private final Call call;
    private final Exchanges exchanges;
    private final SaveOptions options;

    public Save(Call call, Exchanges exchanges, SaveOptions options) {
        this.call = call;
        this.exchanges = exchanges;
        this.options = options;
    }

    public SavedAudio to(Path path) throws TtsException {
        try (TargetFile target = TargetFile.create(call, path, options)) {
            Download download = download(target);
            RecordingCheck recording = new RetryLoop(call).run(download);
            return download.receipt(recording, Optional.of(target.commit(Format.of(recording))));
        } catch (IOException e) {
            throw e instanceof TtsException typed ? typed : TargetFile.failure(call, path, e);
        } catch (UnsupportedOperationException | ClosedFileSystemException | SecurityException e) {
            // A file system of another provider, which is read-only, is closed or lacks an operation.
            String why = "its file system threw " + e.getClass().getSimpleName();
            throw TargetFile.failure(call, path, new IOException(why, e));
        }
    }

    public SavedAudio to(OutputStream stream) throws TtsException {
        Download download = download(new StreamSink(call, stream));
        return download.receipt(new RetryLoop(call).run(download), Optional.empty());
    }

    private Download download(Sink sink) {
        ResultEndpoint api = new ResultEndpoint(exchanges);
        PresignedObject object = new PresignedObject(call, api, new Storage(exchanges));
        return new Download(call, api, object, options, sink);
    }
}
