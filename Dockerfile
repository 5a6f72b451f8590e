# Built with Node, the JDK and the wrapper, run on a JRE as nobody in particular. The last stage has no RUN.
# scripts/dockerfile-steps takes these steps without Docker.
#
# It runs with a root that cannot be written:  docker run --read-only --tmpfs /tmp -v jobwire:/data …
# /tmp is for what the JVM, Vert.x and the search index put down for as long as they run, /data for the embedded Redis.

# Both are the same for every platform, so they are built on that of the builder.
FROM --platform=$BUILDPLATFORM node:22-slim AS web
WORKDIR /src
COPY . .
RUN cd src/main/web && npm ci --no-progress && npm run build

FROM --platform=$BUILDPLATFORM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
COPY --from=web /src/src/main/web/dist src/main/web/dist
RUN ./mvnw -B -q -DskipTests -Dskip.web package
RUN mkdir data

FROM eclipse-temurin:25-jre AS runtime

# The classes of a start, laid out for the next one, which takes two thirds of the time then. On the very image that
# uses them: laid out by another Java, be it the JDK of the same version, they would be left aside.
FROM runtime AS archive
WORKDIR /opt/jobwire
COPY --from=build /src/target/jobwire.jar jobwire.jar
COPY --from=build /src/scripts/archive-classes archive-classes
RUN bash archive-classes

FROM runtime
WORKDIR /opt/jobwire
COPY --from=archive /opt/jobwire/jobwire.jar jobwire.jar
COPY --from=archive /opt/jobwire/jobwire.jsa jobwire.jsa
COPY --from=build /src/scripts/healthy healthy
COPY --from=build --chown=10001:10001 /src/data /data
# Listening for others needs a key: JWT_SECRET, JWT_SECRET_FILE or JOBWIRE_AUTH_JWKS, else it does not start.
ENV JOBWIRE_HOST=0.0.0.0
ENV JOBWIRE_DATA_FOLDER=/data
ENV JOBWIRE_MANAGEMENT_PORT=8081
# The embedded Redis keeps its data here; with REDIS_URL nothing does.
VOLUME /data
EXPOSE 8080
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["bash", "healthy"]
# The exec form: SIGTERM arrives, running jobs have drainMs (20 s). Stop with more patience than that: docker stop -t 30
# Half of the memory for the heap, and not 75 %: buffers of the network stand beside it, the JVM's own needs some 200 MiB,
# and a third may be the embedded Redis's. With a limit of 1 GiB and a Redis elsewhere all have room; without a bound of
# its own, direct memory could become as large as the heap.
# Where the archive does not fit the JVM it is left aside, quietly: archive-classes and the workflow look that it is used.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "-XX:MaxDirectMemorySize=256m", "-XX:SharedArchiveFile=jobwire.jsa", "-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-jar", "jobwire.jar"]
