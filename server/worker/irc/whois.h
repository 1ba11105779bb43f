/* Who somebody is, or was: WHOIS, WHOWAS. */
#ifndef SERVER_WORKER_IRC_WHOIS_H
#define SERVER_WORKER_IRC_WHOIS_H

#include "shared/grammar.h"
#include "worker/conn/asked.h"
#include "worker/irc/session.h"

enum irc_done irc_whois(struct irc *irc, const struct irc_line *line);
enum irc_done irc_whowas(struct irc *irc, const struct irc_line *line);
void irc_hear_whois(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_whois_table(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_whowas(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
