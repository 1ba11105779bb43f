/* What a client says of itself: NICK, AWAY, SETNAME, QUIT. */
#ifndef SERVER_WORKER_IRC_PERSON_H
#define SERVER_WORKER_IRC_PERSON_H

#include "worker/conn/asked.h"
#include "worker/irc/session.h"

enum irc_done irc_nick_command(struct irc *irc, const struct irc_line *line);
enum irc_done irc_away(struct irc *irc, const struct irc_line *line);
enum irc_done irc_setname(struct irc *irc, const struct irc_line *line);
enum irc_done irc_quit(struct irc *irc, const struct irc_line *line);

void irc_hear_away(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_setname(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
