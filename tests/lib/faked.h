/*
 * A person's client in a window, connected to a fake server that admits javad
 * to groups in which ali already is.
 */
#ifndef TESTS_LIB_FAKED_H
#define TESTS_LIB_FAKED_H

#include "fake.h"
#include "pty.h"

/* Admits the client as javad to these groups, in this order. */
#define faked_admit(fake, ...) \
	faked_admit_to(fake, (const char *const[]) { __VA_ARGS__, NULL })
void faked_admit_to(struct fake *fake, const char *const *groups);

/*
 * Ends the client by /quit, whatever is on the input line, and expects exit
 * status 0; then stops the fake server.
 */
#define faked_leave(fake, pty) faked_leave_at(HERE, fake, pty)
void faked_leave_at(const char *where, struct fake *fake, struct pty *pty);

#endif
