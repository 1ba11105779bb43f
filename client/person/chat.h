/*
 * A chat from the first byte to the last: sends what is typed to the server,
 * and shows what the server says.
 */
#ifndef CLIENT_PERSON_CHAT_H
#define CLIENT_PERSON_CHAT_H

#include "person/chat_options.h"

/*
 * Chats over the socket until one side ends it. The socket is non-blocking and
 * becomes the chat's. If a person's connection is lost, it is made again. Says
 * on standard error why the chat ended, unless it ended normally. Returns the
 * exit status (forkcast(1)), or ends the process by the signal that asked for
 * it.
 */
int chat_run(int socket, const struct chat_options *options);

#endif
