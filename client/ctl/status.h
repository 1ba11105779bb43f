/* The few lines about a server that status and top show. */
#ifndef CLIENT_CTL_STATUS_H
#define CLIENT_CTL_STATUS_H

#include "ctl/view.h"

/*
 * What a server is about: "running", "draining", "stopping", "stopped" by a
 * signal, or "dead".
 */
const char *status_word(
    const struct view *view, const struct score_pulse *pulse);

/* Prints how it is, each line ended by that. */
void status_print(const struct view *view, const char *end);

#endif
