/*
 * The check that a word can be read without being mistaken for another:
 * forkcast-protocol(7), NAMES AND TEXT. A pure function.
 */
#ifndef SHARED_TEXT_PLAIN_H
#define SHARED_TEXT_PLAIN_H

#include <stdbool.h>

#include "shared/str.h"

/*
 * Returns whether the word is valid UTF-8, and has only visible characters that
 * cannot be mistaken for others. It must be normalized and use one writing
 * system, without hidden characters, and without so many marks that they hide a
 * letter or reach into other lines.
 */
bool plain_is_unambiguous(struct str word);

#endif
