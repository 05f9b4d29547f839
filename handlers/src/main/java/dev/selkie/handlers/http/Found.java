package dev.selkie.handlers.http;

import java.io.Closeable;

/** What a name stands for, open. */
sealed interface Found extends Closeable permits Folder, OpenFile {}
