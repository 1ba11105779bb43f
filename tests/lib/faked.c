/* A window at a fake server: see faked.h. */
#include "faked.h"

void
faked_admit_to(struct fake *fake, const char *const *groups)
{
	fake_expect(fake, "name javad");
	fake_say(fake, "ok name javad\n");
	for (; *groups != NULL; groups++)
		fake_admit(fake, "javad", *groups);
}

void
faked_leave_at(const char *where, struct fake *fake, struct pty *pty)
{
	pty_type(pty, "\x15/quit\r");
	fake_expect(fake, "quit");
	fake_say(fake, "bye quit you have quit\n");
	if (pty_status_at(where, pty) != 0)
		must_end(where, "the client did not end well");
	fake_stop(fake);
}
