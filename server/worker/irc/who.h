/*
 * Information about people: WHO, with the fields of WHOX, for a channel or for
 * all that match a mask; WHOIS for one person; and WHOWAS for one who has left.
 */
#ifndef SERVER_WORKER_IRC_WHO_H
#define SERVER_WORKER_IRC_WHO_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

enum irc_done irc_who(struct irc *irc, const struct irc_line *line);
void irc_hear_who(
    struct irc *irc, const struct ask *ask, const struct command *said);

enum irc_done irc_whois(struct irc *irc, const struct irc_line *line);
enum irc_done irc_whowas(struct irc *irc, const struct irc_line *line);
void irc_hear_whois(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_whois_table(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_whowas(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
