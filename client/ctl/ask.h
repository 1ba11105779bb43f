/*
 * What forkcastctl says to a server over its control socket. Used by the
 * commands that change something, and by check.
 */
#ifndef CLIENT_CTL_ASK_H
#define CLIENT_CTL_ASK_H

#include <stdbool.h>

#include "shared/clock.h"
#include "shared/str.h"
#include "view.h"

#define ASK_WHY 512

/*
 * Says a line (without LF) and gives each line of the answer to take, the last
 * one too. False if there was none within the time, with why in its place.
 */
bool ask(const struct view *view, const char *line, usec time,
    void (*take)(struct str line), char why[ASK_WHY]);

#endif
