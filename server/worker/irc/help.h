/* HELP, and HELPOP, which is the same. */
#ifndef SERVER_WORKER_IRC_HELP_H
#define SERVER_WORKER_IRC_HELP_H

#include "worker/irc/session.h"

enum irc_done irc_help(struct irc *irc, const struct irc_line *line);

#endif
