/*
 * A chat from the first byte to the last: what is typed goes to the server,
 * what the server says is shown. Called by main when there is a connection.
 */
#ifndef CLIENT_CHAT_H
#define CLIENT_CHAT_H

#include <stdbool.h>

#include "dial.h"

struct chat_options {
	const char *password; /* null: none is said */
	const char *name; /* null: it is asked for, or read */
	char *const *groups; /* to be joined; a null behind the last */
	bool times; /* in front of events */
	const char *address; /* of the server, as it was given */
	dial_connect *connect; /* how a lost connection is made again */
	const char *log; /* a file to write all down in, or null */
	bool quiet; /* no bell */
	bool once; /* a lost connection is the end */
	bool person; /* standard input and output are a terminal */
};

/*
 * Chats over the socket, which is non-blocking and becomes the chat's, until
 * one side ends it; a person's connection that is lost is made again. Says on
 * standard error why it ends, unless it went as it should. Returns the exit
 * status (forkcast(1)), or ends by the signal that was to end it.
 */
int chat_run(int socket, const struct chat_options *options);

#endif
