/* Standard input and output: see standard.h. */
#include "conf/standard.h"

#include <errno.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"

static struct {
	bool no_input;
	bool no_output;
} standard;

bool
standard_begin(void)
{
	standard.no_input = io_is_closed(STDIN_FILENO);
	standard.no_output = io_is_closed(STDOUT_FILENO);
	return io_open_standard();
}

void
standard_need_input(void)
{
	if (standard.no_input)
		die(EX_IOERR, "standard input is closed");
}

void
standard_need_output(void)
{
	if (standard.no_output)
		die(EX_IOERR, "standard output is closed");
}

bool
standard_should_report(void)
{
	return errno != EPIPE;
}

void
standard_complain(void)
{
	if (standard_should_report())
		complain(STANDARD_FAILED, strerror(errno));
}
