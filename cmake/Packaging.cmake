# `cmake --install` and `cpack -G DEB`. The program finds the page beside itself:
# ../share/sojourn/web from where it is installed, ../../web/dist from build/<preset>.
# Migrations and import profiles are inside the binary; config/profiles is installed too,
# to start one's own from.
include(GNUInstallDirs)
install(TARGETS sojourn RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY web/dist/ DESTINATION ${CMAKE_INSTALL_DATADIR}/sojourn/web OPTIONAL)
install(DIRECTORY config/profiles DESTINATION ${CMAKE_INSTALL_DATADIR}/sojourn)
install(FILES config/sojourn.toml DESTINATION ${CMAKE_INSTALL_DATADIR}/sojourn)
install(FILES config/nginx.conf README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES config/sojourn.service DESTINATION lib/systemd/system)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sojourn)
set(CPACK_PACKAGE_CONTACT "Sojourn maintainers <sojourn@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Open displacement mapping server")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
    "adduser, postgresql-15-postgis-3 | postgresql-17-postgis-3 | postgresql-16-postgis-3 | postgresql-18-postgis-3")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${CMAKE_CURRENT_SOURCE_DIR}/config/debian/postinst;${CMAKE_CURRENT_SOURCE_DIR}/config/debian/prerm;${CMAKE_CURRENT_SOURCE_DIR}/config/debian/postrm")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
