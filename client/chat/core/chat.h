/*
 * A chat from the first byte to the last: sends what is typed to the server,
 * and shows what the server says.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_H
#define CLIENT_CHAT_CORE_CHAT_H

#include "chat/core/chat_options.h"

/*
 * Connects, and chats until one side ends the chat; ends the program if there
 * is no connection. A person's chat reconnects if the connection is lost. Says
 * on standard error why the chat ended, unless it ended normally. Returns the
 * exit status (forkcast(1)); if a signal ended the chat, ends the process by
 * that signal.
 */
int chat_run(const struct chat_options *options);

#endif
