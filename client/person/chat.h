/*
 * A chat from the first byte to the last: what is typed goes to the server,
 * what the server says is shown. Called by main when there is a connection.
 */
#ifndef CLIENT_PERSON_CHAT_H
#define CLIENT_PERSON_CHAT_H

#include "person/chat_options.h"

/*
 * Chats over the socket, which is non-blocking and becomes the chat's, until
 * one side ends it; a person's connection that is lost is made again. Says on
 * standard error why it ends, unless it went as it should. Returns the exit
 * status (forkcast(1)), or ends by the signal that was to end it.
 */
int chat_run(int socket, const struct chat_options *options);

#endif
