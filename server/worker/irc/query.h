/* What a client asks of the server: PING, PONG, TIME. */
#ifndef SERVER_WORKER_IRC_QUERY_H
#define SERVER_WORKER_IRC_QUERY_H

#include "worker/conn/asked.h"
#include "worker/irc/session.h"

enum irc_done irc_ping(struct irc *irc, const struct irc_line *line);
enum irc_done irc_pong(struct irc *irc, const struct irc_line *line);
enum irc_done irc_time(struct irc *irc, const struct irc_line *line);

void irc_hear_ping(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_time(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
