/*
 * A chat from the first byte to the last: what is typed goes to the server,
 * what the server says is shown. Called by main when there is a connection.
 */
#ifndef CLIENT_CHAT_H
#define CLIENT_CHAT_H

#include <stdbool.h>

struct chat_options {
	const char *password; /* null: none is said */
	const char *name; /* null: it is asked for, or read */
	char *const *groups; /* to be joined; a null behind the last */
	bool times; /* in front of events */
	bool person; /* standard input and output are a terminal */
};

/*
 * Chats over the socket, which is non-blocking, until one side ends it; says
 * on standard error why, unless it went as it should. Returns the exit status
 * (forkcast(1)), or ends by the signal that was to end it.
 */
int chat_run(int socket, const struct chat_options *options);

#endif
