/*
 * Each file *.talk here begins with the behaviour of the window that it checks.
 */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main("tests/system/window", argc, argv);
}
