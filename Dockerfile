# Built with Node, the JDK and the wrapper, run on a JRE as nobody in particular. The last stage has no RUN, so that an
# image for another processor needs no emulator; scripts/dockerfile-steps takes these steps without Docker.

FROM node:22-slim AS web
WORKDIR /src
COPY . .
RUN cd src/main/web && npm ci --no-progress && npm run build

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
COPY --from=web /src/src/main/web/dist src/main/web/dist
RUN ./mvnw -B -q -DskipTests -Dskip.web package
RUN mkdir data

FROM eclipse-temurin:25-jre
WORKDIR /opt/jobwire
COPY --from=build /src/target/jobwire.jar jobwire.jar
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
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-jar", "jobwire.jar"]
