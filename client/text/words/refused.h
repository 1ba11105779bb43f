/*
 * Refused commands, in words for a person. Pure.
 */
#ifndef CLIENT_TEXT_WORDS_REFUSED_H
#define CLIENT_TEXT_WORDS_REFUSED_H

#include "shared/grammar.h"
#include "shared/str.h"

/*
 * Returns the form of an "err VERB CODE TEXT", in the notation of forms_next;
 * it may change the arguments.
 */
struct str refused_form(struct command *err);

#endif
