/*
 * The clients of the chaos, and of a server that meets a fault, each with a
 * script that is drawn from the seed, and what must be true of all that they
 * hear. When a client's connection has ended it begins another life with a new
 * one. The first client is the witness: it is in all groups, says nothing, and
 * nothing happens to it. What another one hears in a group, from its join on,
 * must be what the witness hears there, without a gap, to its end or goodbye.
 * Each command has its answer, in order. A mistake ends the test.
 *
 * A life that loses its worker, or does not read, may end at any byte.
 */
#ifndef TESTS_CHAOS_CROWD_H
#define TESTS_CHAOS_CROWD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "shared/clock.h"

#define CROWD_MOST 256

/*
 * So many clients; the witness comes in. Here and below, turn is called while
 * something is waited for.
 */
void crowd_begin(const char *address, size_t count, void (*turn)(void));

/* Whatever is due is done and said; and what has come until then is heard. */
void crowd_act(void);
void crowd_listen(usec until);

/* All ping and read. Returns whether all that they are owed comes. */
bool crowd_fall_silent(void (*turn)(void));

/* All is quiet: those who live must have heard all. */
void crowd_finish(void);

/*
 * The server has been told to stop: all are told so, and end; false if that
 * does not come. Or they go by themselves.
 */
bool crowd_hears_out(void (*turn)(void));
void crowd_leave(void);

/*
 * The worker is about to be lost, by force or by a signal that lets it say bye.
 * False if it serves nobody here, or the witness.
 */
enum crowd_loss { CROWD_CUT, CROWD_KICKED };
bool crowd_loses(pid_t worker, enum crowd_loss loss);

/*
 * From when pardons is true, the server may refuse anything, and lose clients:
 * they are counted.
 */
void crowd_pardon_by(bool (*pardons)(void));

size_t crowd_present(void);

struct crowd_count {
	size_t clients, lives;
	size_t lines; /* that came */
	size_t events; /* the witness has heard */
	size_t cut; /* lives that ended without a goodbye */
	size_t kicked;
	size_t untold; /* of those that were to be kicked and were cut off */
	size_t lost; /* by what is pardoned */
	size_t slow; /* told that they are */
	size_t unexcused; /* of those, who did read */
};
struct crowd_count crowd_count(void);

#endif
