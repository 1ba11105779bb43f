/*
 * A keeper that the test plays (puppet.h): it gets the router's questions, and
 * answers what the test wants.
 */
#ifndef TESTS_LIB_ROUTER_KEEPER_H
#define TESTS_LIB_ROUTER_KEEPER_H

#include "puppet.h"

/* Enters, and tells the router that nothing is stored. */
void played_keeper_enter(struct puppet *keeper);

/* Does the same with lines, "kept account ali 1", up to a null pointer. */
void played_keeper_enter_with(struct puppet *keeper, const char *const kept[]);

/* Lets the keeper die; the router expects another one soon. */
void played_keeper_die(struct puppet *keeper);

/*
 * Returns the next question's number, or 0 if there is none. *what is the
 * question, valid until the next call.
 */
uint64_t played_keeper_asked(struct puppet *keeper, struct str *what);

/* Answers the question: "done ali", "not-allowed". */
void played_keeper_answer(
    struct puppet *keeper, uint64_t number, const char *answer);

/* Makes the puppet a client of that user of this machine, on a UNIX socket. */
void puppet_enter_user(struct puppet *puppet, unsigned user);

/*
 * Makes the puppet a client from that address, such as "192.0.2.7:1", and
 * counts it there.
 */
void puppet_enter_from(struct puppet *puppet, const char *peer);

#endif
