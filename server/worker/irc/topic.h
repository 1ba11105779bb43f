/*
 * A topic as IRC has it, and as the router does, for whom "-" is none: a topic
 * of that goes there as "- ". Pure, and nothing is copied.
 */
#ifndef SERVER_WORKER_IRC_TOPIC_H
#define SERVER_WORKER_IRC_TOPIC_H

#include "shared/str.h"

/* What the router is told for a text of IRC, which clears it if it is empty. */
struct str irc_topic_to_set(struct str text);

/* What IRC shows of a topic of the router's; empty: there is none. */
struct str irc_topic_text(struct str topic);

#endif
