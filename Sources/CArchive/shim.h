#pragma once
#include <archive.h>
#include <archive_entry.h>

// The file types are macros with a cast, which Swift cannot see.
static const unsigned int energy_archive_file = AE_IFREG;
static const unsigned int energy_archive_folder = AE_IFDIR;
static const unsigned int energy_archive_symbolic_link = AE_IFLNK;
