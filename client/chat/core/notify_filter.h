/*
 * Decides which lines reach the person's attention: those of ignored people do
 * not, and messages for us cause an alert. Pure but for the lists of ignore.h
 * and highlight.h.
 */
#ifndef CLIENT_CHAT_CORE_NOTIFY_FILTER_H
#define CLIENT_CHAT_CORE_NOTIFY_FILTER_H

#include <stdbool.h>

#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Returns whether the line is a message from somebody else who is ignored.
 */
bool notify_filter_ignores(const struct command *line, struct str me);

/*
 * Returns whether the line is a join, leave, quit or change of name by somebody
 * else who is ignored. The caller must still note such a line, because it
 * changes who is there.
 */
bool notify_filter_hides(const struct command *line, struct str me);

/*
 * Returns whether the line is a message from somebody else for us: a private
 * one, or one that mentions us (highlight.h).
 */
bool notify_filter_means_us(const struct command *line, struct str me);

#endif
