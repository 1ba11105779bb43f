/* LIST: the channels, all or only those that the client selects. */
#ifndef SERVER_WORKER_IRC_LIST_H
#define SERVER_WORKER_IRC_LIST_H

#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

enum irc_done irc_list(struct irc *irc, const struct irc_line *line);
void irc_hear_list(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
