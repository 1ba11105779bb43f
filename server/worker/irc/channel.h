/*
 * Channels: JOIN, PART, TOPIC, NAMES, KICK and INVITE. The channel #G is the
 * router's group G.
 */
#ifndef SERVER_WORKER_IRC_CHANNEL_H
#define SERVER_WORKER_IRC_CHANNEL_H

#include "shared/grammar.h"
#include "worker/conn/ask_queue.h"
#include "worker/irc/notation.h"
#include "worker/irc/session.h"

/*
 * Returns the prefixes of a role, or only the highest one unless the client
 * supports multi-prefix.
 */
struct str irc_signs(const struct irc *irc, struct str role);

enum irc_done irc_join(struct irc *irc, const struct irc_line *line);
enum irc_done irc_part(struct irc *irc, const struct irc_line *line);
enum irc_done irc_topic(struct irc *irc, const struct irc_line *line);
enum irc_done irc_names(struct irc *irc, const struct irc_line *line);

void irc_hear_groups(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_join(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_join_topic(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_join_names(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_topic(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_names(
    struct irc *irc, const struct ask *ask, const struct command *said);

enum irc_done irc_kick(struct irc *irc, const struct irc_line *line);
enum irc_done irc_invite(struct irc *irc, const struct irc_line *line);

void irc_hear_invite(
    struct irc *irc, const struct ask *ask, const struct command *said);
void irc_hear_invited(
    struct irc *irc, const struct ask *ask, const struct command *said);

#endif
