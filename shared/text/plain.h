/*
 * What of a word the eye can tell: forkcast-protocol(7), NAMES AND TEXT. A pure
 * function; used by names.c for names and groups.
 */
#ifndef SHARED_TEXT_PLAIN_H
#define SHARED_TEXT_PLAIN_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Is the word valid UTF-8, and nothing in it that is not seen or that is taken
 * for something else? It may be written in one way only, with one writing
 * system, no hidden characters, and not so many marks that they hide a letter
 * or reach into other lines.
 */
bool plain_to_see(struct str word);

#endif
