/*
 * A keeper that the test plays (puppet.h): it hears what the router asks, and
 * answers what the test wants.
 */
#ifndef TESTS_LIB_ROUTER_KEEPER_H
#define TESTS_LIB_ROUTER_KEEPER_H

#include "puppet.h"

/* Enters, and tells that it keeps nothing. */
void played_keeper_enter(struct puppet *keeper);

/* Lets the keeper die; another one is to come soon. */
void played_keeper_die(struct puppet *keeper);

/* The next question's number, 0 if there is none; what is asked into *what,
 * valid until the next call. */
uint64_t played_keeper_asked(struct puppet *keeper, struct str *what);

/* The rank of that question, as text; valid until the next. */
struct str played_keeper_rank(void);

/* Answers it: "done ali", "not-allowed". */
void played_keeper_answer(
    struct puppet *keeper, uint64_t number, const char *answer);

/* Makes the puppet a client on a UNIX socket, of that user of this machine. */
void puppet_enter_user(struct puppet *puppet, unsigned user);

/*
 * Makes the puppet a client that comes from that address, such as
 * "192.0.2.7:1", and counts there.
 */
void puppet_enter_from(struct puppet *puppet, const char *peer);

#endif
