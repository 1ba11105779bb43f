/*
 * Information about the server: the welcome to a client that has just got its
 * name, and the answers to LUSERS, MOTD, VERSION, LINKS, INFO, PING, TIME and
 * HELP.
 */
#ifndef SERVER_WORKER_IRC_SERVER_H
#define SERVER_WORKER_IRC_SERVER_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

/*
 * Sends 001 to 005. The rest of the welcome follows with the answer about the
 * clients here.
 */
void irc_welcome(struct irc *irc);
void irc_hear_welcome(
    struct irc *irc, const struct ask *ask, const struct command *said);

void irc_hear_server(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_motd(
    struct irc *irc, const struct ask *ask, const struct command *said);

enum irc_done irc_lusers(struct irc *irc, const struct irc_line *line);
void irc_hear_lusers(
    struct irc *irc, const struct ask *ask, const struct command *said);

enum irc_done irc_motd(struct irc *irc, const struct irc_line *line);
enum irc_done irc_version(struct irc *irc, const struct irc_line *line);
enum irc_done irc_info(struct irc *irc, const struct irc_line *line);
enum irc_done irc_links(struct irc *irc, const struct irc_line *line);

enum irc_done irc_ping(struct irc *irc, const struct irc_line *line);
enum irc_done irc_pong(struct irc *irc, const struct irc_line *line);
enum irc_done irc_time(struct irc *irc, const struct irc_line *line);

void irc_hear_ping(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_time(
    struct irc *irc, const struct ask *ask, const struct command *said);

enum irc_done irc_help(struct irc *irc, const struct irc_line *line);

#endif
