/*
 * Translates topics between IRC and the router, for which "-" means none: a
 * topic of a lone dash goes to the router as "- ". Pure; copies nothing.
 */
#ifndef SERVER_WORKER_IRC_TOPIC_H
#define SERVER_WORKER_IRC_TOPIC_H

#include "shared/str.h"

/*
 * Returns the router's text for a topic set from IRC; an empty one clears it.
 */
struct str irc_topic_to_set(struct str text);

/*
 * Returns the text that IRC shows for a topic of the router; empty if there is
 * none.
 */
struct str irc_topic_text(struct str topic);

#endif
