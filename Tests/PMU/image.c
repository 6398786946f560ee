// Stands in for the toolchain's swiftrt.o, which there is for its own architecture only: when a program or library is
// loaded, it tells the Swift runtime where its metadata lies. The layout is struct MetadataSections, version 5, in the
// toolchain's shims/MetadataSections.h.
#include <stddef.h>
#include <stdint.h>

#define EACH_SECTION(DO)                                                                                        \
    DO(protocols) DO(protocol_conformances) DO(type_metadata) DO(typeref) DO(reflstr) DO(fieldmd) DO(assocty)   \
    DO(replace) DO(replac2) DO(builtin) DO(capture) DO(mpenum) DO(accessible_functions) DO(runtime_attributes)  \
    DO(tests)

// The linker gives __start_ and __stop_ symbols only to sections that exist, so each exists here, empty.
#define DECLARE(section)                                                                \
    __asm__(".section swift5_" #section ", \"aR\"\n\t.previous");                        \
    extern const char __start_swift5_##section[] __attribute__((visibility("hidden"))); \
    extern const char __stop_swift5_##section[] __attribute__((visibility("hidden")));
EACH_SECTION(DECLARE)

extern const char __ehdr_start[] __attribute__((weak, visibility("hidden")));
void swift_addNewDSOImage(const void *sections);

__attribute__((constructor)) static void announce(void) {
    static struct {
        uintptr_t version;
        const void *base, *reserved[2];
        struct {
            const char *start;
            size_t length;
        } sections[15];
    } image;
    size_t n = 0;
    image.version = 5;
    image.base = __ehdr_start;
#define FILL(section)                                    \
    image.sections[n].start = __start_swift5_##section;  \
    image.sections[n++].length = (size_t)(__stop_swift5_##section - __start_swift5_##section);
    EACH_SECTION(FILL)
    swift_addNewDSOImage(&image);
}
