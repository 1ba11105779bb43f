/* How a chat is to be: what main has found out, for chat.h. */
#ifndef CLIENT_PERSON_CHAT_OPTIONS_H
#define CLIENT_PERSON_CHAT_OPTIONS_H

#include <stdbool.h>

#include "session/dial.h"
#include "session/settings.h"

struct chat_options {
	const struct settings *settings; /* as they are now */
	const char *password; /* null: none is said */
	const char *account; /* null: it logs in to none */
	const char *secret; /* its */
	const char *name; /* null: it is asked for, or read */
	char *const *groups; /* to be joined; a null behind the last */
	bool times; /* in front of events, whatever is set */
	const char *address; /* of the server, as it was given */
	dial_connect *connect; /* how a lost connection is made again */
	const char *log; /* a file to write all down in, or null */
	bool quiet; /* no bell */
	bool plain; /* a person's chat is a stream of lines, not a window */
	bool once; /* a lost connection is the end */
	bool person; /* standard input and output are a terminal */
};

#endif
