/*
 * A chat from the first byte to the last: sends what is typed to the server,
 * and shows what the server says.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_H
#define CLIENT_CHAT_CORE_CHAT_H

#include "chat/core/chat_options.h"

/*
 * Chats over the socket until one side ends the chat. The socket is
 * non-blocking and belongs to the chat from now on; if the options have a
 * command to connect by, the chat runs that instead. A person's chat reconnects
 * if the connection is lost. Says on standard error why the chat ended, unless
 * it ended normally. Returns the exit status (forkcast(1)); if a signal ended
 * the chat, ends the process by that signal.
 */
int chat_run(int socket, const struct chat_options *options);

#endif
