/*
 * What the server says of itself: to who has just got a name, and to who asks
 * (MOTD, VERSION, INFO).
 */
#ifndef SERVER_WORKER_IRC_WELCOME_H
#define SERVER_WORKER_IRC_WELCOME_H

#include "worker/irc/session.h"

/* 001 to 005, and the message of the day. */
void irc_welcome(struct irc *irc);

enum irc_done irc_motd(struct irc *irc, const struct irc_line *line);
enum irc_done irc_version(struct irc *irc, const struct irc_line *line);
enum irc_done irc_info(struct irc *irc, const struct irc_line *line);

#endif
