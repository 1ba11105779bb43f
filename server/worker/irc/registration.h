/*
 * The client's identity. At the beginning of a connection, PASS, NICK, USER and
 * CAP come in any order and are kept, and the name is claimed when all are
 * there. Further lines wait until the router has answered that. Afterwards come
 * NICK, AWAY and SETNAME, and finally QUIT.
 */
#ifndef SERVER_WORKER_IRC_REGISTRATION_H
#define SERVER_WORKER_IRC_REGISTRATION_H

#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

/* PASS SECRET, NICK NAME (the first), USER USER 0 * REALNAME */
enum irc_done irc_pass(struct irc *irc, const struct irc_line *line);
enum irc_done irc_first_nick(struct irc *irc, const struct irc_line *line);
enum irc_done irc_user(struct irc *irc, const struct irc_line *line);

/* Claims the name if the client has now said everything needed for it. */
void irc_registration_go_on(struct irc *irc);

void irc_hear_pass(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_name(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_self(
    struct irc *irc, const struct ask *ask, const struct command *said);

/*
 * Tells the router which kinds of events to send, according to the client's
 * capabilities.
 */
void irc_send_wants(struct irc *irc);

enum irc_done irc_nick_command(struct irc *irc, const struct irc_line *line);
enum irc_done irc_away(struct irc *irc, const struct irc_line *line);
enum irc_done irc_setname(struct irc *irc, const struct irc_line *line);
enum irc_done irc_quit(struct irc *irc, const struct irc_line *line);

void irc_hear_away(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_setname(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
