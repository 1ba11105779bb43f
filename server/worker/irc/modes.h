/*
 * MODE: the modes of channels, which the router changes one at a time, and
 * those of the client itself.
 */
#ifndef SERVER_WORKER_IRC_MODES_H
#define SERVER_WORKER_IRC_MODES_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/session.h"

/*
 * ISUPPORT's CHANMODES: lists; modes with a parameter; modes with one only if
 * set; modes without.
 */
#define IRC_CHANMODES "beI,k,l,Cimnst"

enum irc_done irc_mode(struct irc *irc, const struct irc_line *line);

void irc_hear_mode(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_mode_other(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_masks(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_flag(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
