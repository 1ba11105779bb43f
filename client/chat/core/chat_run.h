/*
 * A chat from the first byte to the last: sends what is typed to the server,
 * and shows what the server says.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_RUN_H
#define CLIENT_CHAT_CORE_CHAT_RUN_H

#include <stdbool.h>

#include "conf/settings.h"

struct ui;

/* What main has worked out. */
struct chat_options {
	const struct ui *ui; /* which shows it */
	const struct settings *settings; /* current settings */
	struct settings_meant to; /* the server, and what goes with it */
	const char *account; /* null: no login */
	const char *login; /* the name that is offered, or null */
	const char *name; /* a valid one; null: asked for */
	char *const *groups; /* groups to join, ended by a null */
	bool once; /* end when the connection is lost */
};

/*
 * Connects, and chats until one side ends the chat; ends the program if there
 * is no connection. Reconnects if the connection is lost. Says on standard
 * error why the chat ended, unless it ended normally. Returns the exit status
 * (forkcast(1)); if a signal ended the chat, ends the process by that signal.
 */
int chat_run(const struct chat_options *options);

#endif
