/*
 * A person's client in a window, at a fake server that admits javad to groups
 * in which ali is already.
 */
#ifndef TESTS_LIB_FAKED_H
#define TESTS_LIB_FAKED_H

#include "fake.h"
#include "pty.h"

/* The client comes as javad, and joins these groups in their order. */
#define faked_admit(fake, ...) \
	faked_admit_to(fake, (const char *const[]) { __VA_ARGS__, NULL })
void faked_admit_to(struct fake *fake, const char *const *groups);

/*
 * The client is ended by /quit, whatever is typed, and must end well; then the
 * fake ends too.
 */
#define faked_leave(fake, pty) faked_leave_at(HERE, fake, pty)
void faked_leave_at(const char *where, struct fake *fake, struct pty *pty);

#endif
