/* The options of a chat, which main has worked out. */
#ifndef CLIENT_CHAT_CORE_CHAT_OPTIONS_H
#define CLIENT_CHAT_CORE_CHAT_OPTIONS_H

#include <stdbool.h>

#include "conf/settings.h"
#include "net/dial.h"

struct chat_options {
	const struct settings *settings; /* current settings */
	const struct settings_server *server; /* those of this server */
	bool apart; /* or of any that has none; as in settings_meant */
	const char *password; /* null: no password is sent */
	const char *account; /* null: no login */
	const char *secret; /* of the account */
	const char *login; /* the name that is offered, or null */
	const char *name; /* null: asked for, or read as input */
	char *const *groups; /* groups to join, ended by a null */
	bool times; /* times before events, whatever the setting */
	const char *address; /* of the server, as given */
	const char *via; /* a command to connect by, or null */
	bool quiet; /* no bell */
	bool plain; /* a person's chat is a stream of lines, not a window */
	bool once; /* end when the connection is lost */
	bool person; /* standard input and output are a terminal */
};

#endif
