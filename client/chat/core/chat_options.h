/* The options of a chat, which main has worked out. */
#ifndef CLIENT_CHAT_CORE_CHAT_OPTIONS_H
#define CLIENT_CHAT_CORE_CHAT_OPTIONS_H

#include <stdbool.h>

#include "conf/settings.h"
#include "net/dial.h"

struct chat_options {
	const struct settings *settings; /* current settings */
	struct settings_meant to; /* the server, and what goes with it */
	const char *account; /* null: no login */
	const char *login; /* the name that is offered, or null */
	const char *name; /* null: asked for, or read as input */
	char *const *groups; /* groups to join, ended by a null */
	bool times; /* times before events, whatever the setting */
	bool quiet; /* no bell */
	bool plain; /* a person's chat is a stream of lines, not a window */
	bool once; /* end when the connection is lost */
	bool person; /* standard input and output are a terminal */
};

#endif
