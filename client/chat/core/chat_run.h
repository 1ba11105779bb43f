/*
 * A chat from the first byte to the last: sends what is typed to the server,
 * and shows what the server says.
 */
#ifndef CLIENT_CHAT_CORE_CHAT_RUN_H
#define CLIENT_CHAT_CORE_CHAT_RUN_H

#include "conf/settings.h"

struct ui;

/* What main has worked out. */
struct chat_options {
	const struct ui *ui; /* which shows it */
	const struct settings *settings; /* current settings */
	/* The server, and who we are to it; the rest is the chat's to set. */
	struct link_options link;
	const char *login; /* the name that is offered, or null */
	char *const *groups; /* groups to join, ended by a null */
};

/*
 * Connects, and chats until one side ends the chat; ends the program if there
 * is no connection. Reconnects if the connection is lost. Says on standard
 * error why the chat ended, unless it ended normally. Returns the exit status
 * (forkcast(1)); if a signal ended the chat, ends the process by that signal.
 */
int chat_run(const struct chat_options *options);

#endif
