/* What commands.c calls: the functions of commands.def, and one more. */
#ifndef SERVER_WORKER_IRC_HANDLERS_H
#define SERVER_WORKER_IRC_HANDLERS_H

#include "worker/irc/session.h"

#define COMMAND(word, least, when, run) \
	void run(struct irc *irc, const struct irc_line *line);
#define QUESTION(name, word, errors, hear) \
	void hear(struct irc *irc, const struct command *said);
#define EVENT(verb, hear) \
	void hear(struct irc *irc, const struct command *said);
#include "commands.def"

/*
 * Returns the label of the line, or an empty string; that of a batch counts at
 * its end. See message.c.
 */
struct str irc_label(const struct irc *irc, const struct irc_line *line);

#endif
