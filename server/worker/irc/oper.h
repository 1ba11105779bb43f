/*
 * The commands of the server's operators: OPER, KILL, WALLOPS, REHASH; and
 * STATS, which tells everybody only since when the server has run.
 */
#ifndef SERVER_WORKER_IRC_OPER_H
#define SERVER_WORKER_IRC_OPER_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

enum irc_done irc_oper(struct irc *irc, const struct irc_line *line);
enum irc_done irc_kill(struct irc *irc, const struct irc_line *line);
enum irc_done irc_wallops(struct irc *irc, const struct irc_line *line);
enum irc_done irc_rehash(struct irc *irc, const struct irc_line *line);
enum irc_done irc_stats(struct irc *irc, const struct irc_line *line);

void irc_hear_oper(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_rehash(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
