/*
 * The interface of a chat as a plain stream: lines on standard output, which
 * stay; the terminal edits what is typed.
 */
#ifndef CLIENT_CHAT_PLAIN_STREAM_H
#define CLIENT_CHAT_PLAIN_STREAM_H

#include "chat/core/ui.h"

extern const struct ui ui_stream;

#endif
